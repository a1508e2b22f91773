"""The GraphQL texts. Their fields are those that validate against the schemas 2026-01 to 2026-10 (reference section 1.10).

A page asks for each order with its ledger, so that most orders cost no further call; the connections inside are short
because Shopify charges for what could come, and are completed by the three queries below where an order has more.
"""

from __future__ import annotations

_BAG = "fragment bag on MoneyBag { shopMoney { amount currencyCode } }"

_ADDRESS = """
fragment addr on MailingAddress {
  firstName lastName name company address1 address2 city provinceCode zip countryCodeV2 phone
}
"""

_LINE_ITEM = """
fragment item on LineItem {
  id sku name title taxable product { id } variant { id }
  discountAllocations {
    allocatedAmountSet { ...bag }
    discountApplication { index targetSelection targetType }
  }
}
"""

_SALE = """
fragment sale on Sale {
  __typename id actionType lineType quantity
  totalAmount { ...bag } totalTaxAmount { ...bag } totalDiscountAmountBeforeTaxes { ...bag }
  taxes { id amount { ...bag } taxLine { title rate channelLiable } }
  ... on ProductSale { lineItem { id sku } }
  ... on GiftCardSale { lineItem { id sku } }
  ... on ShippingLineSale { shippingLine { id title } }
  ... on TipSale { lineItem { id } }
  ... on DutySale { duty { id } }
  ... on AdditionalFeeSale { additionalFee { id name } }
  ... on FeeSale { fee { id } }
}
"""

_AGREEMENT = """
fragment agreement on SalesAgreement {
  __typename id happenedAt reason
  ... on RefundAgreement { refund { id } }
}
"""

SHOP = "query Shop { shop { ianaTimezone } }"

ORDERS_PAGE = (
    """
query OrdersPage($first: Int!, $after: String, $q: String, $sort: OrderSortKeys!) {
  orders(first: $first, after: $after, query: $q, sortKey: $sort) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id legacyResourceId name number confirmationNumber poNumber
      createdAt processedAt updatedAt cancelledAt closedAt
      test closed displayFinancialStatus displayFulfillmentStatus returnStatus
      currencyCode presentmentCurrencyCode taxesIncluded taxExempt estimatedTaxes
      sourceName sourceIdentifier note tags discountCodes email phone
      retailLocation { id name }
      customAttributes { key value }
      customer { id legacyResourceId displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      purchasingEntity { __typename ... on PurchasingCompany { company { id name } location { id name } } }
      billingAddress { ...addr }
      shippingAddress { ...addr }
      paymentTerms { paymentTermsName dueInDays }
      originalTotalPriceSet { ...bag }
      totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
      currentTotalPriceSet { ...bag }
      currentTotalTaxSet { ...bag }
      totalDiscountsSet { ...bag }
      currentShippingPriceSet { ...bag }
      totalReceivedSet { ...bag }
      totalRefundedSet { ...bag }
      totalOutstandingSet { ...bag }
      lineItems(first: 20) { pageInfo { hasNextPage endCursor } nodes { ...item } }
      agreements(first: 5) {
        pageInfo { hasNextPage endCursor }
        nodes { ...agreement sales(first: 25) { pageInfo { hasNextPage endCursor } nodes { ...sale } } }
      }
      transactions(first: 50) {
        id kind status test gateway formattedGateway manualPaymentGateway paymentId authorizationCode
        createdAt processedAt amountSet { ...bag } amountRoundingSet { ...bag } parentTransaction { id }
        fees { amount { amount currencyCode } }
      }
      fulfillments(first: 25) { id name status createdAt trackingInfo { company number url } }
    }
  }
}
"""
    + _BAG
    + _ADDRESS
    + _LINE_ITEM
    + _SALE
    + _AGREEMENT
)

MORE_LINE_ITEMS = (
    """
query MoreLineItems($id: ID!, $after: String) {
  order(id: $id) {
    id updatedAt
    lineItems(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...item } }
  }
}
"""
    + _BAG
    + _LINE_ITEM
)

# One agreement at a time: it has no address of its own, so its further sales are reached through its place in the order.
LEDGER = (
    """
query Ledger($id: ID!, $after: String, $salesAfter: String) {
  order(id: $id) {
    id updatedAt
    agreements(first: 1, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { ...agreement sales(first: 100, after: $salesAfter) { pageInfo { hasNextPage endCursor } nodes { ...sale } } }
    }
  }
}
"""
    + _BAG
    + _SALE
    + _AGREEMENT
)

# Only of orders that shipped in parts, since it costs a call for each fulfillment.
SHIPPED_LINES = """
query ShippedLines($id: ID!, $after: String) {
  fulfillment(id: $id) {
    id order { id updatedAt }
    fulfillmentLineItems(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id quantity lineItem { id } }
    }
  }
}
"""
